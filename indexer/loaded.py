"""What every reader process needs, loaded once in the server from which they are forked (``indexer.ahead``).

Forms and divisions that cannot be read are left to the reader that needs them: there the error reaches the operator.
"""

import gc
from contextlib import suppress

from config.errors import OperatorError
from indexer import jurisdictions
from indexer import reading as reading
from indexer.fold import flat
from indexer.forms import forms
from indexer.read.form import matcher

with suppress(OperatorError, OSError, ValueError):
    flat("")
    for key in forms():
        matcher(key)
    jurisdictions.load()
gc.freeze()
