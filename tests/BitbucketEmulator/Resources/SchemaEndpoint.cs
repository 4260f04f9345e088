using System.Text.Json.Nodes;

namespace BitbucketEmulator;

/// <summary>The public schema of bitbucket-pipelines.yml, beside the API: a small one, with keys that Bitbucket does not know.</summary>
internal static class SchemaEndpoint
{
    private const string Schema = """
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "$ref": "#/components/schemas/file",
          "components": { "schemas": {
            "file": {
              "type": "object",
              "properties": {
                "image": { "oneOf": [ { "type": "string" }, { "type": "object" } ] },
                "emulated": { "type": "boolean", "description": "Known here alone." },
                "pipelines": {
                  "type": "object",
                  "properties": {
                    "default": { "$ref": "#/components/schemas/items" },
                    "branches": { "type": "object", "additionalProperties": { "$ref": "#/components/schemas/items" } },
                    "tags": { "type": "object", "additionalProperties": { "$ref": "#/components/schemas/items" } },
                    "pull-requests": { "type": "object", "additionalProperties": { "$ref": "#/components/schemas/items" } },
                    "custom": { "type": "object", "additionalProperties": { "$ref": "#/components/schemas/items" } }
                  }
                },
                "definitions": { "type": "object" }
              }
            },
            "items": {
              "type": "array",
              "minItems": 1,
              "items": { "oneOf": [
                { "type": "object", "additionalProperties": false, "properties": { "step": { "$ref": "#/components/schemas/step" } } },
                { "type": "object", "additionalProperties": false, "properties": { "parallel": { } } },
                { "type": "object", "additionalProperties": false, "properties": { "variables": { "type": "array" } } }
              ] }
            },
            "step": {
              "type": "object",
              "properties": {
                "name": { "type": "string" },
                "image": { "type": "string" },
                "script": { "type": "array", "minItems": 1, "items": { "oneOf": [ { "type": "string" }, { "type": "object" } ] } },
                "services": { "type": "array", "maxItems": 5, "items": { "type": "string" } },
                "deployment": { "type": "string" },
                "trigger": { "type": "string", "enum": [ "automatic", "manual" ] },
                "emulated-limit": { "type": "integer", "exclusiveMinimum": 0 }
              }
            }
          } }
        }
        """;

    public static void Register(Router router) =>
        router.Get("/schemas/pipelines-configuration", ScopeRule.None, _ => EmulatorResponse.Ok(JsonNode.Parse(Schema)!));
}
