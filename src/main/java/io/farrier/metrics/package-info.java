/** Figures of the hub's work, for Prometheus: read from the truth at times, never at a scrape. */
package io.farrier.metrics;
