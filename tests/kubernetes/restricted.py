"""The Pod Security Standard "restricted", field by field, as https://kubernetes.io/docs/concepts/security/pod-security-standards/
lists it (Kubernetes 1.32): what a pod's spec breaks of it."""

VOLUMES = {
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
}  # fmt: skip
SECCOMP = {"RuntimeDefault", "Localhost"}
SYSCTLS = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_syncookies",
}
HOST = ("hostNetwork", "hostPID", "hostIPC")


def containers(spec):
    return [item for kind in ("initContainers", "containers", "ephemeralContainers") for item in spec.get(kind, [])]


def violations(spec: dict) -> list[str]:
    """The fields that break the standard."""
    broken = [field for field in HOST if spec.get(field)]
    own = spec.get("securityContext", {})
    broken += [f"sysctl {item['name']}" for item in own.get("sysctls", []) if item["name"] not in SYSCTLS]
    broken += [f"volume {item['name']}" for item in spec.get("volumes", []) if not set(item) - {"name"} <= VOLUMES]
    for container in containers(spec):
        broken += [f"{container['name']}: {field}" for field in container_violations(container, own)]
    return broken


def container_violations(container: dict, pod: dict) -> list[str]:
    context = container.get("securityContext", {})
    capabilities = context.get("capabilities", {})

    def effective(field):
        return context.get(field, pod.get(field))

    wrong = {
        "privileged": context.get("privileged"),
        "allowPrivilegeEscalation": context.get("allowPrivilegeEscalation") is not False,
        "capabilities.drop": "ALL" not in capabilities.get("drop", []),
        "capabilities.add": set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"},
        "runAsNonRoot": effective("runAsNonRoot") is not True,
        "runAsUser": effective("runAsUser") == 0,
        "seccompProfile": (effective("seccompProfile") or {}).get("type") not in SECCOMP,
        "procMount": context.get("procMount", "Default") != "Default",
        "seLinuxOptions": set(effective("seLinuxOptions") or {}) & {"user", "role"},
        "appArmorProfile": (effective("appArmorProfile") or {}).get("type") == "Unconfined",
        "windowsOptions.hostProcess": (effective("windowsOptions") or {}).get("hostProcess"),
        "hostPort": any(port.get("hostPort") for port in container.get("ports", [])),
    }
    return [field for field, value in wrong.items() if value]
