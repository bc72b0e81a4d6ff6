"""The least that a build must do: one DuckDB scan of the files, types given.

python scan.py DATA
"""

import sys

import duckdb

QUERY = """
select sum(strlen(response))
from read_csv(
    $pattern, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false,
    columns = {
        mbpp_id: 'bigint', prompt: 'varchar', response: 'varchar', passed: 'boolean',
        difficulty: 'varchar', run_id: 'varchar'
    }
)
"""

if __name__ == "__main__":
    pattern = f"{sys.argv[1]}/runs/*/results.csv"
    print(duckdb.connect().execute(QUERY, {"pattern": pattern}).fetchall())
