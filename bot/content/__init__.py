"""dialogs/ on disk -> one Library value: read with positions, checked against the shapes, cross-checked, compiled and proved.

Knows YAML and the shapes of the files. Must not know chats, Telegram or storage.
"""
