"""The pods keep the Pod Security Standard "restricted", and the check itself can fail."""

import copy

import pytest
from manifests import everything, pod
from restricted import violations


@pytest.mark.parametrize("name", everything())
def test_pods_are_restricted(name):
    assert violations(pod(name)) == []


def test_more_than_restricted():
    (container,) = pod("prod")["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert pod("prod")["automountServiceAccountToken"] is False
    assert pod("prod")["enableServiceLinks"] is False


# What to set or (None) leave out in the pod's or the container's security context, and the field that must be named.
POD, CONTAINER = "pod", "container"


@pytest.mark.parametrize(
    ("where", "field", "value", "named"),
    [
        (CONTAINER, "privileged", True, "privileged"),
        (CONTAINER, "allowPrivilegeEscalation", None, "allowPrivilegeEscalation"),
        (CONTAINER, "allowPrivilegeEscalation", True, "allowPrivilegeEscalation"),
        (CONTAINER, "capabilities", None, "capabilities.drop"),
        (CONTAINER, "capabilities", {"drop": ["ALL"], "add": ["SYS_ADMIN"]}, "capabilities.add"),
        (CONTAINER, "runAsNonRoot", False, "runAsNonRoot"),
        (POD, "runAsNonRoot", None, "runAsNonRoot"),
        (POD, "runAsUser", 0, "runAsUser"),
        (POD, "seccompProfile", None, "seccompProfile"),
        (CONTAINER, "seccompProfile", {"type": "Unconfined"}, "seccompProfile"),
        (CONTAINER, "procMount", "Unmasked", "procMount"),
        (POD, "seLinuxOptions", {"role": "x"}, "seLinuxOptions"),
        (POD, "appArmorProfile", {"type": "Unconfined"}, "appArmorProfile"),
        (POD, "windowsOptions", {"hostProcess": True}, "windowsOptions.hostProcess"),
    ],
)
def test_a_broken_context_is_found(where, field, value, named):
    spec = copy.deepcopy(pod("prod"))
    context = spec["securityContext"] if where == POD else spec["containers"][0]["securityContext"]
    context[field] = value
    if value is None:
        del context[field]
    assert violations(spec) == [f"server: {named}"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"hostNetwork": True}, "hostNetwork"),
        ({"hostPID": True}, "hostPID"),
        ({"hostIPC": True}, "hostIPC"),
        ({"volumes": [{"name": "v", "hostPath": {"path": "/"}}]}, "volume v"),
        ({"securityContext": {**pod("prod")["securityContext"], "sysctls": [{"name": "kernel.x"}]}}, "sysctl kernel.x"),
    ],
)
def test_a_broken_spec_is_found(change, named):
    assert violations({**pod("prod"), **change}) == [named]


def test_a_host_port_and_an_init_container_are_found():
    spec = copy.deepcopy(pod("prod"))
    spec["containers"][0]["ports"][0]["hostPort"] = 50051
    spec["initContainers"] = [{"name": "init", "securityContext": {"privileged": True}}]
    assert "init: privileged" in violations(spec)
    assert "server: hostPort" in violations(spec)
