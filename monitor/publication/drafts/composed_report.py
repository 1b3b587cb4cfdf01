"""A report as composed: read once, to be checked, written and rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.drafts.report_status import UNDECLARED, ReportStatus
from monitor.publication.quarto.template_documents import TemplateDocument, TemplateFolders
from monitor.publication.quarto.template_scan import Needs
from monitor.publication.sentences.variables import Variables
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet


@dataclass(frozen=True)
class ComposedReport:
    """A report of which every name is known: nothing that it asks for is missing.

    `documents` are its documents by name, in reading order; `needs` what they ask for, `values` the plain text
    of each variable among it; `folders` hold its pictures; `variables` know the figures behind the text; `status` is
    how far it is.
    """

    plan: ReportPlan
    folders: TemplateFolders
    documents: Mapping[str, TemplateDocument]
    needs: Needs
    values: Mapping[str, str]
    variables: Variables
    status: ReportStatus = UNDECLARED

    @property
    def released(self) -> ReleasedSet:
        """The figures that it tells."""
        return self.variables.released

    @property
    def study(self) -> Study:
        """The survey that it tells of."""
        return self.variables.study
