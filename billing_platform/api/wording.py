"""What is wrong with a value, in our words: what was sent stays with the sender, what is allowed is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# By the kind of error that the library names; {…} are the limits it tells.
WORDS = {
    "missing": "It is missing.",
    "extra_forbidden": "There is no field of this name here.",
    "int_type": "Send a whole number.",
    "int_parsing": "Send a whole number.",
    "int_from_float": "Send a whole number.",
    "bool_type": "Send true or false.",
    "string_type": "Send text.",
    "list_type": "Send a list.",
    "dict_type": "Send an object.",
    "model_type": "Send an object.",
    "model_attributes_type": "Send an object.",
    "enum": "Allowed: {expected}.",
    "literal_error": "Allowed: {expected}.",
    "greater_than_equal": "At least {ge} is allowed.",
    "less_than_equal": "At most {le} is allowed.",
    "string_too_short": "At least {min_length} characters are needed.",
    "string_too_long": "At most {max_length} characters are allowed.",
    "string_unicode": "Send text of Unicode characters.",
    "too_short": "At least {min_length} are needed.",
    "too_long": "At most {max_length} are allowed.",
    "uuid_parsing": "Send a UUID such as 0192f0c1-2b3c-7d4e-8f50-123456789abc.",
    "uuid_type": "Send a UUID such as 0192f0c1-2b3c-7d4e-8f50-123456789abc.",
}
OTHERWISE = "This value is not allowed here."


def words_of(error: Mapping[str, Any]) -> str:
    """One error of the validation as a sentence; a validator of ours says it itself."""
    if error["type"] == "value_error":
        return str(error.get("ctx", {}).get("error", OTHERWISE))
    template = WORDS.get(error["type"], OTHERWISE)
    return template.format(**error.get("ctx", {})).replace("'", "")
