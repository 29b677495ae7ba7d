"""slireviewer: the workbench of a peer challenge team, from interview notes to the findings letter."""

__version__ = "0.1.0"
