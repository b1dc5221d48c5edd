"""Failed comparisons inside the players of talks are shown in full."""

import pytest

pytest.register_assert_rewrite("tests.flow.conversation", "tests.flow.casefiles")
