"""`flask library`: the pictures of the exercises on one sheet."""

from pathlib import Path

import click
from flask.cli import AppGroup

from homecare.commands.databases import Plainly, stop
from homecare.library.catalogue.exercises import EXERCISES
from homecare.library.drawing.contact_sheet import contact_sheet
from homecare.library.words import amount
from homecare.progress.chart import picture

library = AppGroup("library", help="The exercises.")
WIDTH = 2000  # pixels of a PNG


@library.command("contact-sheet", cls=Plainly)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--names/--no-names", default=True, help="Or the dose alone, for strangers.")
@click.option("--shuffle", type=int, metavar="SEED", help="In another order.")
@click.option("--mirrored/--one-side", default=True, help="Beside each its left side, or not.")
def contact_sheet_command(file: Path, names: bool, shuffle: int | None, mirrored: bool) -> None:
    """Write every exercise's picture, start and end, into FILE (.svg or .png)."""
    if file.suffix not in (".svg", ".png"):
        stop(f"{file.name} is neither .svg nor .png")
    svg = contact_sheet(
        [(each.pose, each.name if names else amount(each)) for each in EXERCISES],
        sides=("right", "left") if mirrored else ("right",),
        shuffled=shuffle,
    )
    try:
        file.write_bytes(svg.encode() if file.suffix == ".svg" else picture.png(svg, WIDTH))
    except OSError as error:
        stop(f"{file} can't be written: {error.strerror}")
    click.echo(f"{len(EXERCISES)} exercises are in {file}.")
