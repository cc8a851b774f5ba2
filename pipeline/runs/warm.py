"""Loaded once where workers are forked from: what understanding needs (pipelines, term lists, patterns) is then theirs
from the start, in shared memory. No engine is loaded, since their threads would not outlive the fork.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from pipeline import flow
from pipeline.ports import Engines, Opened, SourceFile
from pipeline.runs.worker import seldom
from pipeline.settings import Settings

SAMPLE = """Exercise and pain: a review of photobiomodulated tensegritol
运动与疼痛：综述
Abstract: Aerobic exercise relieves pain in diabetic neuropathy. 摘要：有氧运动可缓解糖尿病周围神经病变的疼痛。
表1 纳入研究的基本特征
Table 1 Characteristics of the included studies
Study Condition n Intervention Duration Frequency Intensity Outcome
LEE 2014[1] DPN 41 (21/20) Aerobic exercise 12 weeks 3 times/W, 50 min/time 60%-70% HRmax Pain ↓, HbA1c ↓
王某等 2016[2] 膝骨关节炎 60 (30/30) 太极拳 8周 每周5次，每次30 min 中等强度 VAS ↓、WOMAC ↓
Note: DPN, diabetic peripheral neuropathy; VAS, visual analogue scale. 注：DPN：糖尿病周围神经病变。
References
[1] LEE A. Exercise for neuropathy. Pain, 2014, 1(2): 3-4.
"""


def warm() -> None:
    """Read and understand a small review."""
    data = SAMPLE.encode()
    settings = Settings()
    source = SourceFile(Path("sample.txt"), "sample", "0" * 64, len(data), "text/plain")
    transcript = flow.read(Opened(source, text=data), engines=Engines(), settings=settings)
    flow.understand(transcript, settings=settings)


def late(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say nothing of a worker that is started while its run ends: what it would share is gone by then."""
    if not isinstance(error, FileNotFoundError):
        sys.__excepthook__(kind, error, trace)


with suppress(Exception):  # a worker that starts cold is only slower
    warm()
seldom()
sys.excepthook = late
