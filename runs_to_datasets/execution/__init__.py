"""Programs are run on their tests here: behind walls, limited, and judged from outside."""
