"""A flow as a picture: its nodes and ways, laid out by us, as SVG or Mermaid text."""
