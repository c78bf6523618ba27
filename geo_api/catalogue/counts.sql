-- A number of what is personal, as it may be told: nothing of fewer than a threshold of 5 to 9 that belongs to the place,
-- else a multiple of 5, up or down by a draw that hangs on the place and on which rows are there (drawn).
CREATE FUNCTION layer.told(n bigint, place text, drawn bigint, secret bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n < 5 + abs(hashtextextended(place, secret) % 5) THEN NULL
            WHEN abs(hashtextextended(place || '/' || drawn, secret) % 5) < n % 5 THEN n - n % 5 + 5
            ELSE n - n % 5 END;
