package io.farrier.transport;

/** @param state On, Off, PoweringOn, PoweringOff */
public record Power(String state) implements Answer {}
