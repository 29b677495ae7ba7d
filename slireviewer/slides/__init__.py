"""The feedback of the last day: the only room that knows how a .pptx is made. These names are its door."""

from slireviewer.slides.deck import Deck, Entry, Heard, Slide, deck
from slireviewer.slides.writing import write_slides

__all__ = ["Deck", "Entry", "Heard", "Slide", "deck", "write_slides"]
