"""A new organization until its administrator can sign in, beside the bare DDL of its schema.

Run `python benchmarks/new_tenant.py --standing 200`: how many organizations stand there already.
"""

from __future__ import annotations

import argparse

from ground import as_owner, standing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--standing", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with standing(buyers=asked.standing):
        as_owner("creating.py", asked.rounds)


if __name__ == "__main__":
    main()
