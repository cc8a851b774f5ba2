"""One file for each outside engine.

OpenVINO reports every import of itself to its makers, from a thread of its own, where its telemetry package is found. A
module of that name without contents makes it go without: nothing here calls home.
"""

from __future__ import annotations

import sys
from types import ModuleType

sys.modules.setdefault("openvino_telemetry", ModuleType("openvino_telemetry"))
