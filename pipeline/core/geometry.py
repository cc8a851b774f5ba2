"""Boxes on a page, in PDF points with the origin at the top left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """An axis-parallel box: x0 <= x1 and top <= bottom, points, after page rotation.

    Raises ValueError when the corners are the wrong way round.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.bottom < self.top:
            raise ValueError(f"box corners are the wrong way round: {self.x0, self.top, self.x1, self.bottom}")

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return self.width * self.height

    def overlap_x(self, other: Box) -> float:
        """Shared horizontal extent in points, 0 where there is none."""
        return max(0.0, min(self.x1, other.x1) - max(self.x0, other.x0))

    def overlap_y(self, other: Box) -> float:
        """Shared vertical extent in points, 0 where there is none."""
        return max(0.0, min(self.bottom, other.bottom) - max(self.top, other.top))

    def intersects(self, other: Box) -> bool:
        return self.overlap_x(other) > 0 and self.overlap_y(other) > 0

    def contains(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def padded(self, dx: float, dy: float) -> Box:
        """The box grown by dx points left and right, dy points above and below."""
        return Box(self.x0 - dx, self.top - dy, self.x1 + dx, self.bottom + dy)

    def turned(self, quarters: int, *, width: float, height: float) -> Box:
        """The same box on the page turned clockwise by `quarters` x 90 degrees.

        width, height: the page's size in points before it is turned.
        """
        match quarters % 4:
            case 1:
                return Box(height - self.bottom, self.x0, height - self.top, self.x1)
            case 2:
                return Box(width - self.x1, height - self.bottom, width - self.x0, height - self.top)
            case 3:
                return Box(self.top, width - self.x1, self.bottom, width - self.x0)
        return self


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of them. Raises ValueError where there are none."""
    every = tuple(boxes)
    if not every:
        raise ValueError("no boxes to draw a box around")
    # lists, not generators: this is called for every row of every page
    return Box(
        min([b.x0 for b in every]),
        min([b.top for b in every]),
        max([b.x1 for b in every]),
        max([b.bottom for b in every]),
    )
