/** Whose export a JSON or YAML text is, told from its outermost keys and, where they are common words, from what else stands in its start. */
import type { Candidate } from "../document.ts";
import { topLevelKeys } from "../topLevelKeys.ts";

export const formats = [
	"oci-tags",
	"skopeo-tags",
	"skopeo-inspect",
	"ecr-images",
	"ecr-repositories",
	"ecr-lifecycle",
	"gcloud-tags",
	"artifact-registry-images",
	"artifact-registry-cleanup",
	"harbor-artifacts",
	"harbor-retention",
	"docker-hub",
	"github-packages",
	"gitlab-tags",
	"gitlab-project",
	"plain",
] as const;
export type Format = (typeof formats)[number];

const ownKeys = ["tags", "manifests", "retention", "immutable_tags", "visibility", "scan_on_push", "encryption"];

/** Undefined where a text is no export of a registry. */
export function formatOf({ path, head }: Candidate): Format | undefined {
	const outline = topLevelKeys(head);
	if (outline === undefined) return /\.ya?ml$|^(?:<stdin>|-)$/i.test(path) ? plainFormat(head) : undefined;
	const has = (...names: string[]): boolean => names.every((name) => outline.keys.has(name));
	return outline.shape === "array" ? ofArray(has, head) : ofObject(has, outline.keys.size, head);
}

type Has = (...names: string[]) => boolean;

function ofObject(has: Has, size: number, head: string): Format | undefined {
	if (has("registry", "repository") && ownKeys.some((key) => has(key))) return "plain";
	if (has("name", "tags") && size === 2) return "oci-tags";
	if (has("Repository", "Tags") && size === 2) return "skopeo-tags";
	if (has("Name", "Digest", "RepoTags")) return "skopeo-inspect";
	if (has("imageDetails") || (has("imageIds") && /"imageDigest"/.test(head))) return "ecr-images";
	if (has("repositories") && /"repositoryArn"/.test(head)) return "ecr-repositories";
	if (has("lifecyclePolicyText") || (has("rules") && /"rulePriority"/.test(head))) return "ecr-lifecycle";
	if (has("algorithm", "rules") && /"template"/.test(head)) return "harbor-retention";
	if (has("results", "count") && /"(?:tag_last_pushed|full_size)"/.test(head)) return "docker-hub";
	return has("container_expiration_policy") ? "gitlab-project" : undefined;
}

function ofArray(has: Has, head: string): Format | undefined {
	if (has("digest", "tags", "timestamp")) return "gcloud-tags";
	if (has("package", "version", "createTime")) return "artifact-registry-images";
	if (has("name", "action") && (has("condition") || has("mostRecentVersions"))) return "artifact-registry-cleanup";
	if (has("digest", "repository_id") && (has("push_time") || has("tags"))) return "harbor-artifacts";
	if (has("id", "name", "metadata") && /"package_type"\s*:\s*"container"/.test(head)) return "github-packages";
	return has("name", "path", "location") && !has("project_id") ? "gitlab-tags" : undefined;
}

function plainFormat(head: string): Format | undefined {
	const has = (key: string): boolean => new RegExp(`^${key}[ \\t]*:`, "m").test(head);
	return has("registry") && has("repository") && ownKeys.some(has) ? "plain" : undefined;
}
