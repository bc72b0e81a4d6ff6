-- shares: how much of a mix each level of difficulty makes up.
-- Grain:  one row per mix and difficulty.
-- Reads:  nothing.
-- Scope:  all
-- Python: fills it from [mixes].
-- Columns:
--   mix: the mix
--   level: 1 easy, 2 medium, 3 hard; ties are broken in this order
--   difficulty: the level's name
--   share: its part of the mix, in whole numbers; 0 where the mix takes all
-- Shares are whole numbers, so that quotas are exact: `0.7` and `0.3` arrive as 7 and 3.

create or replace table shares (
    mix varchar not null,
    level integer not null,
    difficulty varchar not null,
    share bigint not null,
    primary key (mix, difficulty)
);
