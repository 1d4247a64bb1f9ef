/** The volumes of a pod spec, as podSchema.ts has the rest of it: a table of facts of the Kubernetes core/v1 API. */
import type { JsonSchema } from "../document.ts";
import { anything, closed, definition, flag, integer, listOf, mapOf, oneOf, quantity, text } from "../jsonSchema.ts";

export const keyToPath = closed({
	"key?": text("Key in the object."),
	"path?": text("File to write it to."),
	"mode?": integer("Mode bits of the file."),
});
const items = listOf(definition("keyToPath"), "Which keys, and to which files.");
export const localReference = closed({ "name?": text("Name of the object.") }, "An object of the same namespace.");
const defaultMode = integer("Mode bits of the files.");
const optional = flag("Whether the object may be missing.");
const readOnly = flag("Whether it is read-only.");
const fsType = text("Filesystem type.");
const downwardItems = listOf(
	closed({
		"path?": text("File to write."),
		"fieldRef?": definition("fieldRef"),
		"resourceFieldRef?": definition("resourceFieldRef"),
		"mode?": integer("Mode bits of the file."),
	}),
	"Files and what stands in them.",
);

export const claimSpec = closed(
	{
		"accessModes?": listOf(text(), "How it may be mounted."),
		"selector?": definition("labelSelector", "Which volumes."),
		"resources?": closed(
			{
				"requests?": mapOf(quantity(), "Wanted."),
				"limits?": mapOf(quantity(), "At most."),
			},
			"How much.",
		),
		"volumeName?": text("The volume bound."),
		"storageClassName?": text("Storage class."),
		"volumeMode?": oneOf(["Filesystem", "Block"], "Filesystem or raw device."),
		"dataSource?": anything("Where its content comes from."),
		"dataSourceRef?": anything("Where its content comes from."),
		"volumeAttributesClassName?": text("Volume attributes class."),
	},
	"A claim on storage.",
);

const volumeSources: Record<string, JsonSchema> = {
	hostPath: closed(
		{ "path?": text("Path on the node."), "type?": text("What must be there.") },
		"A file or folder of the node.",
	),
	emptyDir: closed(
		{ "medium?": text("Memory, or the node's disk."), "sizeLimit?": quantity("Largest size.") },
		"A folder that lives as long as the pod.",
	),
	secret: closed(
		{ "secretName?": text("Name of the Secret."), "items?": items, "defaultMode?": defaultMode, "optional?": optional },
		"A Secret.",
	),
	configMap: closed(
		{ "name?": text("Name of the ConfigMap."), "items?": items, "defaultMode?": defaultMode, "optional?": optional },
		"A ConfigMap.",
	),
	persistentVolumeClaim: closed(
		{ "claimName?": text("Name of the claim."), "readOnly?": readOnly },
		"A persistent volume.",
	),
	ephemeral: closed(
		{
			"volumeClaimTemplate?": closed(
				{
					"metadata?": anything("Metadata of the claim."),
					"spec?": definition("claimSpec"),
				},
				"The claim that is made.",
			),
		},
		"A volume made for this pod.",
	),
	projected: closed(
		{
			"defaultMode?": defaultMode,
			"sources?": listOf(
				closed({
					"secret?": closed(
						{ "name?": text("Name of the Secret."), "items?": items, "optional?": optional },
						"Keys of a Secret.",
					),
					"configMap?": closed(
						{ "name?": text("Name of the ConfigMap."), "items?": items, "optional?": optional },
						"Keys of a ConfigMap.",
					),
					"downwardAPI?": closed({ "items?": downwardItems }, "Facts about the pod."),
					"serviceAccountToken?": closed(
						{
							"audience?": text("Whom the token is for."),
							"expirationSeconds?": integer("How long it lasts."),
							"path?": text("File to write it to."),
						},
						"A token of the service account.",
					),
					"clusterTrustBundle?": closed(
						{
							"name?": text("Name of the bundle."),
							"signerName?": text("Signer of the bundles."),
							"labelSelector?": definition("labelSelector"),
							"optional?": optional,
							"path?": text("File to write it to."),
						},
						"Trusted certificates.",
					),
					"podCertificate?": closed(
						{
							"signerName?": text("Who signs."),
							"keyType?": text("Type of the key."),
							"maxExpirationSeconds?": integer("How long it lasts at most."),
							"credentialBundlePath?": text("File of key and chain."),
							"keyPath?": text("File of the key."),
							"certificateChainPath?": text("File of the chain."),
							"userAnnotations?": mapOf(text(), "Annotations for the signer."),
						},
						"A certificate for the pod.",
					),
				}),
				"What is put together.",
			),
		},
		"Several sources in one folder.",
	),
	downwardAPI: closed({ "items?": downwardItems, "defaultMode?": defaultMode }, "Facts about the pod."),
	csi: closed(
		{
			"driver?": text("Name of the CSI driver."),
			"readOnly?": readOnly,
			"fsType?": fsType,
			"volumeAttributes?": mapOf(text(), "Settings for the driver."),
			"nodePublishSecretRef?": localReference,
		},
		"A volume of a CSI driver.",
	),
	image: closed(
		{
			"reference?": text("Image or artifact reference."),
			"pullPolicy?": oneOf(["Always", "IfNotPresent", "Never"], "When it is pulled."),
		},
		"The content of an OCI image.",
	),
	nfs: closed({ "server?": text("Host."), "path?": text("Path on it."), "readOnly?": readOnly }, "An NFS share."),
	iscsi: closed(
		{
			"targetPortal?": text("Portal."),
			"iqn?": text("Qualified name."),
			"lun?": integer("Unit number."),
			"iscsiInterface?": text("Interface."),
			"fsType?": fsType,
			"readOnly?": readOnly,
			"portals?": listOf(text(), "Further portals."),
			"chapAuthDiscovery?": flag("CHAP for discovery."),
			"chapAuthSession?": flag("CHAP for the session."),
			"secretRef?": localReference,
			"initiatorName?": text("Initiator."),
		},
		"An iSCSI disk.",
	),
	glusterfs: closed(
		{ "endpoints?": text("Endpoints object."), "path?": text("Volume."), "readOnly?": readOnly },
		"A Gluster volume.",
	),
	rbd: closed(
		{
			"monitors?": listOf(text(), "Ceph monitors."),
			"image?": text("Image."),
			"fsType?": fsType,
			"pool?": text("Pool."),
			"user?": text("User."),
			"keyring?": text("Keyring file."),
			"secretRef?": localReference,
			"readOnly?": readOnly,
		},
		"A Rados block device.",
	),
	cephfs: closed(
		{
			"monitors?": listOf(text(), "Ceph monitors."),
			"path?": text("Root."),
			"user?": text("User."),
			"secretFile?": text("Keyring file."),
			"secretRef?": localReference,
			"readOnly?": readOnly,
		},
		"A Ceph filesystem.",
	),
	cinder: closed(
		{ "volumeID?": text("Volume."), "fsType?": fsType, "readOnly?": readOnly, "secretRef?": localReference },
		"A Cinder volume.",
	),
	fc: closed(
		{
			"targetWWNs?": listOf(text(), "Targets."),
			"lun?": integer("Unit number."),
			"fsType?": fsType,
			"readOnly?": readOnly,
			"wwids?": listOf(text(), "World wide identifiers."),
		},
		"A Fibre Channel disk.",
	),
	flexVolume: closed(
		{
			"driver?": text("Driver."),
			"fsType?": fsType,
			"secretRef?": localReference,
			"readOnly?": readOnly,
			"options?": mapOf(text(), "Options of the driver."),
		},
		"A FlexVolume (deprecated).",
	),
	flocker: closed(
		{ "datasetName?": text("Dataset."), "datasetUUID?": text("Dataset.") },
		"A Flocker volume (removed).",
	),
	gcePersistentDisk: closed(
		{ "pdName?": text("Disk."), "fsType?": fsType, "partition?": integer("Partition."), "readOnly?": readOnly },
		"A Google disk.",
	),
	awsElasticBlockStore: closed(
		{ "volumeID?": text("Disk."), "fsType?": fsType, "partition?": integer("Partition."), "readOnly?": readOnly },
		"An AWS disk.",
	),
	azureDisk: closed(
		{
			"diskName?": text("Disk."),
			"diskURI?": text("URI of the disk."),
			"cachingMode?": text("Caching."),
			"fsType?": fsType,
			"readOnly?": readOnly,
			"kind?": text("Shared, Dedicated or Managed."),
		},
		"An Azure disk.",
	),
	azureFile: closed(
		{ "secretName?": text("Secret."), "shareName?": text("Share."), "readOnly?": readOnly },
		"An Azure file share.",
	),
	vsphereVolume: closed(
		{
			"volumePath?": text("Path of the disk."),
			"fsType?": fsType,
			"storagePolicyName?": text("Storage policy."),
			"storagePolicyID?": text("Storage policy."),
		},
		"A vSphere disk.",
	),
	quobyte: closed(
		{
			"registry?": text("Registry."),
			"volume?": text("Volume."),
			"readOnly?": readOnly,
			"user?": text("User."),
			"group?": text("Group."),
			"tenant?": text("Tenant."),
		},
		"A Quobyte volume.",
	),
	portworxVolume: closed(
		{ "volumeID?": text("Volume."), "fsType?": fsType, "readOnly?": readOnly },
		"A Portworx volume.",
	),
	photonPersistentDisk: closed({ "pdID?": text("Disk."), "fsType?": fsType }, "A Photon disk."),
	storageos: closed(
		{
			"volumeName?": text("Volume."),
			"volumeNamespace?": text("Namespace of it."),
			"fsType?": fsType,
			"readOnly?": readOnly,
			"secretRef?": localReference,
		},
		"A StorageOS volume.",
	),
	scaleIO: closed(
		{
			"gateway?": text("Gateway."),
			"system?": text("System."),
			"secretRef?": localReference,
			"sslEnabled?": flag("TLS to the gateway."),
			"protectionDomain?": text("Domain."),
			"storagePool?": text("Pool."),
			"storageMode?": text("Mode."),
			"volumeName?": text("Volume."),
			"fsType?": fsType,
			"readOnly?": readOnly,
		},
		"A ScaleIO volume.",
	),
	gitRepo: closed(
		{ "repository?": text("URL."), "revision?": text("Commit."), "directory?": text("Target folder.") },
		"A git repository (deprecated).",
	),
};

/** The names of the kinds of volume that a pod can have. */
export const volumeTypes: readonly string[] = Object.keys(volumeSources);

export const volume = closed(
	{
		"name?": text("Name that mounts refer to."),
		...Object.fromEntries(Object.entries(volumeSources).map(([name, schema]) => [`${name}?`, schema])),
	},
	"A volume as written.",
);
