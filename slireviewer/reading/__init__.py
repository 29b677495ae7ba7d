"""The words of the papers that a council hands over: Word, PDF, slides, spreadsheets, plain text. Its door.

Each is read in a process of its own with little time and memory; what cannot be read is said in a sentence, and never
breaks anything.
"""

from slireviewer.reading.papers import MEMORY, SECONDS, Paper, read_paper

__all__ = ["MEMORY", "SECONDS", "Paper", "read_paper"]
