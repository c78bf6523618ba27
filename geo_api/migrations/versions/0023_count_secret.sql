-- Numbers of what is personal are rounded by a draw; whoever knew this could undo it. Views read it, nobody else does.
CREATE TABLE count_secret (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    secret   bigint NOT NULL
);
INSERT INTO count_secret (secret)
VALUES (hashtextextended(gen_random_uuid()::text || gen_random_uuid()::text, 0));
