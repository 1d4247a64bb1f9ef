{{/* Names and labels that the templates share. */}}
{{- define "holystone.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "holystone.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "holystone.labels" -}}
{{ include "holystone.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "holystone.image" -}}
{{- if .Values.image.digest }}{{ printf "%s@%s" .Values.image.repository .Values.image.digest }}{{ else }}{{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}{{ end }}
{{- end }}

{{- define "holystone.secret" -}}
{{- if eq .Values.certificate.source "secret" }}{{ required "certificate.secretName is needed where certificate.source is secret" .Values.certificate.secretName }}{{ else }}{{ include "holystone.name" . }}-tls{{ end }}
{{- end }}

{{/* What both webhooks have in common; the certificate of who signed the server's is given as `ca`. */}}
{{- define "holystone.webhook" -}}
admissionReviewVersions: [v1]
sideEffects: None
failurePolicy: {{ .Values.webhooks.failurePolicy }}
timeoutSeconds: {{ .Values.webhooks.timeoutSeconds }}
matchPolicy: Equivalent
namespaceSelector:
  matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: NotIn
      values:
        - {{ .Release.Namespace }}
        {{- range .Values.webhooks.exemptNamespaces }}
        - {{ . }}
        {{- end }}
    {{- with .Values.webhooks.namespaceSelector.matchExpressions }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.webhooks.namespaceSelector.matchLabels }}
  matchLabels: {{- toYaml . | nindent 4 }}
  {{- end }}
objectSelector: {{- toYaml .Values.webhooks.objectSelector | nindent 2 }}
{{- with .Values.webhooks.matchConditions }}
matchConditions: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
