/** An object that makes pods, in one shape (schema.ts). Takes an object as written, gives the value that policies see. */
import type { PlainObject } from "../../runtime/values/value.ts";
import type { DeployedImage } from "../document.ts";
import { listOf, numberOf, objectOf, textOf } from "../fields.ts";
import { deployedImage } from "./deployedImage.ts";
import { imageOf } from "./imageOf.ts";
import { containerLists, normalizeContainer } from "./normalizeContainer.ts";
import { normalizeVolume } from "./normalizeVolume.ts";
import { inside, type PodPlace } from "./podOf.ts";

/** Kinds of which there is one pod where nothing is written. */
const oneByDefault: ReadonlySet<string> = new Set(["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"]);

/**
 * The normalized workload. The object, the pod spec and what is said to be "as written" are the given objects themselves.
 * @param becomes what kustomizations make of an image reference
 */
export function normalizeWorkload(
	apiVersion: string,
	kind: string,
	object: PlainObject,
	place: PodPlace,
	becomes?: (written: string) => readonly DeployedImage[] | undefined,
): PlainObject {
	const { pod } = place;
	const metadata = objectOf(object, "metadata");
	const podMetadata = objectOf(inside(object, place.templatePointer), "metadata");
	const podAnnotations = objectOf(podMetadata, "annotations");
	const generated = textOf(metadata, "generateName");
	const namespace = textOf(metadata, "namespace");
	const replicas = numberOf(objectOf(object, "spec"), "replicas") ?? (oneByDefault.has(kind) ? 1 : undefined);
	const volumes = listOf(pod, "volumes").map(normalizeVolume);
	const around = {
		pod,
		annotations: podAnnotations,
		volumes: new Map(volumes.map((volume) => [volume.name as string, volume])),
	};
	const asDeployed =
		becomes === undefined ? imageOf : (written: string): PlainObject => deployedImage(written, becomes(written));
	return {
		apiVersion,
		kind,
		name: textOf(metadata, "name") ?? (generated === undefined ? "" : `${generated}*`),
		...(namespace === undefined ? {} : { namespace }),
		labels: objectOf(metadata, "labels") ?? {},
		annotations: objectOf(metadata, "annotations") ?? {},
		...(replicas === undefined ? {} : { replicas }),
		os: operatingSystem(pod),
		pod_labels: objectOf(podMetadata, "labels") ?? {},
		pod_annotations: podAnnotations ?? {},
		service_account: textOf(pod, "serviceAccountName") ?? textOf(pod, "serviceAccount") ?? "default",
		pod,
		containers: containerLists.flatMap(([list, type]) =>
			listOf(pod, list).map((container) =>
				// Kustomize knows nothing of ephemeral containers.
				normalizeContainer(container, type, {
					...around,
					imageOf: type === "ephemeralContainer" ? imageOf : asDeployed,
				}),
			),
		),
		volumes,
		object,
	};
}

/** The labels by which nodes say what they run; the second is the old name. */
export const systemLabels = ["kubernetes.io/os", "beta.kubernetes.io/os"] as const;

function operatingSystem(pod: PlainObject): string {
	const selector = objectOf(pod, "nodeSelector");
	const named = [textOf(objectOf(pod, "os"), "name"), ...systemLabels.map((label) => textOf(selector, label))];
	const name = named.find((text) => text !== undefined)?.toLowerCase();
	return name === "linux" || name === "windows" ? name : "";
}
