/** The AdmissionReview that the gate is measured with: a Deployment that has most of what manifests have, and is denied for some of it. */
const container = (name: string, image: string): object => ({
	name,
	image,
	ports: [{ containerPort: 8080, name: "http" }],
	env: Array.from({ length: 8 }, (_, index) => ({ name: `SETTING_${index}`, value: `value ${index}` })),
	resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
	livenessProbe: { httpGet: { path: "/healthz", port: "http" } },
	readinessProbe: { httpGet: { path: "/ready", port: "http" } },
	securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, readOnlyRootFilesystem: true },
	volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
});

export const review = JSON.stringify({
	kind: "AdmissionReview",
	apiVersion: "admission.k8s.io/v1",
	request: {
		uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
		kind: { group: "apps", version: "v1", kind: "Deployment" },
		resource: { group: "apps", version: "v1", resource: "deployments" },
		name: "web",
		namespace: "shop",
		operation: "CREATE",
		userInfo: { username: "deployer", groups: ["system:authenticated"] },
		object: {
			apiVersion: "apps/v1",
			kind: "Deployment",
			metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
			spec: {
				replicas: 3,
				selector: { matchLabels: { app: "web" } },
				template: {
					metadata: { labels: { app: "web" } },
					spec: {
						containers: [
							container("web", "registry.example/shop/web:1.4.2"),
							container("proxy", "registry.example/proxy:2.0"),
						],
						volumes: [{ name: "tmp", emptyDir: {} }],
					},
				},
			},
		},
		oldObject: null,
		dryRun: false,
	},
});
