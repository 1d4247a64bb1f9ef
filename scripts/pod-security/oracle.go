// The verdicts of Kubernetes' own admission on pods, for scripts/podSecurity.ts to compare with.
// Takes versions as its argument and pods as lines of JSON; gives for each a line: by version the checks that fail and the levels that admit it.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// The failing checks of a level, without those that another of the level takes the place of. None: the pod is admitted.
type verdict struct {
	Baseline   []policy.CheckID `json:"baseline"`
	Restricted []policy.CheckID `json:"restricted"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var pod corev1.Pod
		if err := json.Unmarshal(in.Bytes(), &pod); err != nil {
			_ = out.Encode(map[string]string{"error": err.Error()})
			continue
		}
		verdicts := map[string]verdict{}
		for _, name := range strings.Split(os.Args[1], ",") {
			version, err := api.ParseVersion(name)
			if err != nil {
				log.Fatal(err)
			}
			verdicts[name] = judge(&pod, version)
		}
		_ = out.Encode(verdicts)
	}
}

func judge(pod *corev1.Pod, version api.Version) verdict {
	result := verdict{Baseline: []policy.CheckID{}, Restricted: []policy.CheckID{}}
	overridden := map[policy.CheckID]bool{}
	failing := []policy.Check{}
	for _, check := range policy.DefaultChecks() {
		var current *policy.VersionedCheck
		for i := range check.Versions {
			if !version.Older(check.Versions[i].MinimumVersion) {
				current = &check.Versions[i]
			}
		}
		if current == nil {
			continue
		}
		for _, id := range current.OverrideCheckIDs {
			overridden[id] = true
		}
		if !current.CheckPod(&pod.ObjectMeta, &pod.Spec).Allowed {
			failing = append(failing, check)
		}
	}
	for _, check := range failing {
		if check.Level == api.LevelBaseline {
			result.Baseline = append(result.Baseline, check.ID)
		}
		if !overridden[check.ID] {
			result.Restricted = append(result.Restricted, check.ID)
		}
	}
	return result
}
