"""`python -m tests.unchanged --help` names every option."""

import argparse
import sys
from functools import partial
from pathlib import Path

from tests.unchanged.sections import SECTIONS, differences
from tests.unchanged.take import FIRST, MOVED, move_and_take, take

HERE = Path(__file__).resolve().parents[2]


def main(words: list[str] | None = None) -> int:
    """Take a snapshot or compare two; answers 1 where they differ, 2 where it can't go on."""
    options = _options().parse_args(words)
    try:
        if options.what == "take":
            say = partial(print, flush=True)
            take(options.tree.resolve(), options.folder.resolve(), options.histories, say)
            return 0
        if options.what == "moved":
            say = partial(print, flush=True)
            move_and_take(HERE, options.folder.resolve(), say, options.episodes)
            return _compare(options.folder / FIRST, options.folder / MOVED, options.most)
        return _compare(options.before, options.after, options.most)
    except BrokenPipeError:  # whoever reads has seen enough
        return 1
    except (OSError, RuntimeError) as error:
        print(f"can't go on: {error}", file=sys.stderr)
        return 2


def _compare(before: Path, after: Path, most: int) -> int:
    told = list(differences(before, after, most))
    print("\n".join(told) or "nothing has changed", flush=True)
    return 1 if told else 0


def _file(name: str) -> Path:
    """Refused at once where it is not there, and not after the demonstration was made."""
    if not Path(name).is_file():
        raise argparse.ArgumentTypeError(f"{name} is no file")
    return Path(name)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.unchanged")
    commands = parser.add_subparsers(dest="what", required=True)
    one = commands.add_parser("take", help="write a snapshot of a tree")
    one.add_argument("folder", type=Path, help="a new folder for it")
    one.add_argument("--tree", type=Path, default=HERE, help="another checkout than this one")
    one.add_argument("--histories", type=_file, action="append", default=[],
                     help="replay this file of histories, too; any number of times")  # fmt: skip
    moved = commands.add_parser("moved", help="the same pages from PostgreSQL, after move-to")
    moved.add_argument("folder", type=Path, help="a new folder for both")
    moved.add_argument("--episodes", type=int, default=0,
                       help="put a practice of so many beside the demonstration")  # fmt: skip
    moved.add_argument("--most", type=int, default=SECTIONS, help="sections shown of each file")
    two = commands.add_parser("compare", help="say what differs; exit status 1 if anything does")
    two.add_argument("before", type=Path)
    two.add_argument("after", type=Path)
    two.add_argument("--most", type=int, default=SECTIONS, help="sections shown of each file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
