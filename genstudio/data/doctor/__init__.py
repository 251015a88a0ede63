"""The dataset doctor: looks through a source of pictures and says what is wrong. No torch, no Qt.

`check` is an iterator of frozen events that ends with a `Report`; nothing on disk is changed.
"""
