package io.farrier.transport;

/** What a BMC answered, in Farrier's words, whatever the protocol. */
public sealed interface Answer
        permits Identity,
                Inventory,
                Readiness,
                Condition,
                Jobs,
                Power,
                Repository,
                Explained,
                Submitted,
                Accepted,
                Profile {}
