-- Results counted by where they are.
SELECT r.hamlet_id, r.commune_id, r.unit_id, count(*) AS subjects, count(*) FILTER (WHERE r.outcome = 'pass') AS passed,
       count(*) FILTER (WHERE r.outcome = 'fail') AS failed, count(*) FILTER (WHERE r.outcome = 'unknown') AS unknown,
       sum(r.weight) AS w, coalesce(sum(r.weight) FILTER (WHERE r.outcome = 'pass'), 0) AS w_passed,
       coalesce(sum(r.weight) FILTER (WHERE r.outcome = 'fail'), 0) AS w_failed, bool_and(r.weight IS NOT NULL) AS weighed,
       bool_and(r.weight IS NOT NULL OR r.outcome = 'pass') AS rest_weighed,
       bool_and(r.weight IS NOT NULL OR r.outcome = 'fail') AS good_weighed,
       bool_or(r.layer = 'population') AS by_people, bool_or(r.layer = 'addresses') AS by_addresses
  FROM {source} r
 WHERE r.outcome <> 'not_applicable'
 GROUP BY r.hamlet_id, r.commune_id, r.unit_id
