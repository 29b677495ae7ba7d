"""What a council hands over: the words of its papers, and its copy of the letter. Its door.

Each is read in a process of its own with little time and memory; what cannot be read is said in a sentence, and never
breaks anything.
"""

from slireviewer.reading.copies import read_copy
from slireviewer.reading.papers import MEMORY, SECONDS, Paper, read_paper

__all__ = ["MEMORY", "SECONDS", "Paper", "read_copy", "read_paper"]
