// What an API server makes of exported policies, for scripts/celCheck.ts to compare with.
// Takes policies as the first line of its input and objects as lines of JSON; gives a line with what didn't compile, then one for each object.
// With the argument `strict` all lines are objects, and it gives for each what the API's types don't have: a text, empty where it is as they want it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	v1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/client-go/kubernetes/scheme"
)

type input struct {
	ID string `json:"id"`
	// The first version of Kubernetes that is said to know all that is called.
	Since string `json:"since"`
	// Kinds it is about: group/version/kind.
	Kinds  []string                              `json:"kinds"`
	Policy v1.ValidatingAdmissionPolicySpec `json:"policy"`
}

type policy struct {
	input
	validator validating.Validator
	kinds     map[string]bool
}

type verdict struct {
	// Why the server would refuse the object before it asks any policy.
	Undecodable string `json:"undecodable,omitempty"`
	// Policy → messages of the validations that fail.
	Denied map[string][]string `json:"denied,omitempty"`
	// Policy → errors of evaluation.
	Errors map[string][]string `json:"errors,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	if len(os.Args) > 1 && os.Args[1] == "strict" {
		strict := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
		for text := line(in); text != nil; text = line(in) {
			fault := ""
			if _, _, err := strict.Decode(text, nil, nil); err != nil {
				fault = err.Error()
			}
			_ = out.Encode(fault)
		}
		return
	}
	var given []input
	if err := json.Unmarshal(line(in), &given); err != nil {
		log.Fatal(err)
	}
	faults := map[string]string{}
	var policies []policy
	for _, each := range given {
		ready, err := compile(each)
		if err != nil {
			faults[each.ID] = err.Error()
			continue
		}
		policies = append(policies, ready)
	}
	_ = out.Encode(faults)
	for {
		text := line(in)
		if text == nil {
			return
		}
		_ = out.Encode(judge(policies, text))
	}
}

func line(in *bufio.Reader) []byte {
	text, err := in.ReadBytes('\n')
	if err != nil && len(text) == 0 {
		return nil
	}
	return text
}

func compile(given input) (policy, error) {
	since, err := version.ParseGeneric(given.Since)
	if err != nil {
		return policy{}, err
	}
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(since))
	if err != nil {
		return policy{}, err
	}
	declared := cel.OptionalVariableDeclarations{HasAuthorizer: true}
	for _, variable := range given.Policy.Variables {
		result := compiler.CompileAndStoreVariable(&validating.Variable{Name: variable.Name, Expression: variable.Expression}, declared, environment.NewExpressions)
		if result.Error != nil {
			return policy{}, fmt.Errorf("variable %s: %s", variable.Name, result.Error.Detail)
		}
	}
	var conditions, messages []cel.ExpressionAccessor
	for _, validation := range given.Policy.Validations {
		condition := &validating.ValidationCondition{Expression: validation.Expression, Message: validation.Message}
		if result := compiler.CompileCELExpression(condition, declared, environment.NewExpressions); result.Error != nil {
			return policy{}, fmt.Errorf("%s: %s", validation.Expression, result.Error.Detail)
		}
		conditions = append(conditions, condition)
		if validation.MessageExpression == "" {
			messages = append(messages, nil)
			continue
		}
		message := &validating.MessageExpressionCondition{MessageExpression: validation.MessageExpression}
		if result := compiler.CompileCELExpression(message, cel.OptionalVariableDeclarations{}, environment.NewExpressions); result.Error != nil {
			return policy{}, fmt.Errorf("%s: %s", validation.MessageExpression, result.Error.Detail)
		}
		messages = append(messages, message)
	}
	fail := v1.Fail
	validator := validating.NewValidator(
		compiler.CompileCondition(conditions, declared, environment.NewExpressions),
		nil,
		compiler.CompileCondition(nil, declared, environment.NewExpressions),
		compiler.CompileCondition(messages, cel.OptionalVariableDeclarations{}, environment.NewExpressions),
		&fail,
		nil,
	)
	kinds := map[string]bool{}
	for _, kind := range given.Kinds {
		kinds[kind] = true
	}
	return policy{input: given, validator: validator, kinds: kinds}, nil
}

func judge(policies []policy, text []byte) verdict {
	var object runtime.Object
	var raw unstructured.Unstructured
	if err := raw.UnmarshalJSON(text); err != nil {
		return verdict{Undecodable: err.Error()}
	}
	kind := raw.GroupVersionKind()
	object = &raw
	if scheme.Scheme.Recognizes(kind) {
		typed, _, err := scheme.Codecs.UniversalDeserializer().Decode(text, nil, nil)
		if err != nil {
			return verdict{Undecodable: err.Error()}
		}
		// As the server does it: what was decoded, as a map again.
		fields, err := runtime.DefaultUnstructuredConverter.ToUnstructured(typed)
		if err != nil {
			return verdict{Undecodable: err.Error()}
		}
		object = &unstructured.Unstructured{Object: fields}
		object.GetObjectKind().SetGroupVersionKind(kind)
	}
	result := verdict{Denied: map[string][]string{}, Errors: map[string][]string{}}
	resource := schema.GroupVersionResource{Group: kind.Group, Version: kind.Version, Resource: "any"}
	attributes := admission.NewAttributesRecord(object, nil, kind, raw.GetNamespace(), raw.GetName(), resource, "", admission.Create, nil, false, nil)
	for _, each := range policies {
		if !each.kinds[fmt.Sprintf("%s/%s/%s", kind.Group, kind.Version, kind.Kind)] {
			continue
		}
		versioned := &admission.VersionedAttributes{Attributes: attributes, VersionedKind: kind}
		versioned.VersionedObject.Set(object)
		decisions := each.validator.Validate(context.Background(), resource, versioned, nil, nil, celconfig.RuntimeCELCostBudget, nil)
		for _, decision := range decisions.Decisions {
			switch decision.Evaluation {
			case validating.EvalDeny:
				result.Denied[each.ID] = append(result.Denied[each.ID], decision.Message)
			case validating.EvalError:
				result.Errors[each.ID] = append(result.Errors[each.ID], decision.Message)
			}
		}
	}
	return result
}
