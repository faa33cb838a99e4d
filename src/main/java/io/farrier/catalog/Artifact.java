package io.farrier.catalog;

public record Artifact(String sha256, long size, String fileName) {}
