/** Spans of what the hub does, for OpenTelemetry: which trace they belong to, and what of them may leave. */
package io.farrier.tracing;
