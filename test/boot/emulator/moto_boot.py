"""moto with the additions for Terraform, and what machines that really boot need beyond it.

usage: like moto_additions.py
"""
import datetime
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../terraform/emulator"))

import moto_additions  # noqa: E402,F401  (its import is what adds)
import moto.acmpca.models as acmpca_models  # noqa: E402
import moto.acmpca.responses as acmpca  # noqa: E402
import moto.autoscaling.models as autoscaling_models  # noqa: E402
import moto.ec2.models.managed_prefixes as managed_prefixes  # noqa: E402
from moto.server import main  # noqa: E402

# --- Auto Scaling -----------------------------------------------------------------------------------------------------


def remember_capacity(self, capacity):
    """moto would invent instances; the test launches them, as machines."""
    self.desired_capacity = self.min_size if capacity is None else capacity


autoscaling_models.FakeAutoScalingGroup.set_desired_capacity = remember_capacity

# --- EC2 --------------------------------------------------------------------------------------------------------------

# moto's prefix lists of AWS are empty. The network is one that exists for documentation only (RFC 5737).
managed_prefixes.ManagedPrefixList.cidrs = ["198.51.100.0/24"]

# --- Private CA -------------------------------------------------------------------------------------------------------

issue_certificate = acmpca.ACMPCAResponse.issue_certificate
DAYS = {"DAYS": 1, "MONTHS": 30, "YEARS": 365}


def with_validity(self):
    """moto gives each certificate a year, whatever is asked."""
    validity = json.loads(self.body).get("Validity") or {}
    days = DAYS.get(validity.get("Type"), 0) * int(validity.get("Value") or 0)

    class Asked:
        @staticmethod
        def timedelta(**_):
            return datetime.timedelta(days=days)

    acmpca_models.datetime = Asked if days else datetime
    try:
        return issue_certificate(self)
    finally:
        acmpca_models.datetime = datetime


acmpca.ACMPCAResponse.issue_certificate = with_validity

if __name__ == "__main__":
    main(sys.argv[1:])
