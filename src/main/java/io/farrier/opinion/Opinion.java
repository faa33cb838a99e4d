package io.farrier.opinion;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.farrier.transport.Repository.Offer;
import java.time.Instant;
import java.util.List;

/**
 * What a device itself would install from a catalog: the vendor's own dry run ({@code InstallFromRepository} with {@code
 * ApplyUpdate} false, then {@code GetRepoBasedUpdateList}). It installs nothing.
 *
 * @param state asked; intended, once its job may have been made; comparing; told; failed
 * @param catalog where that came from of which the device was given the hub's copy
 * @param catalogId of it; null where it is no longer kept
 * @param jid of its job
 * @param offers what it would install; says nothing unless it has told
 * @param reason why it has not
 * @param untilAt when its job is waited for no longer
 */
public record Opinion(
        @JsonIgnore long id,
        long hostId,
        String state,
        String catalog,
        Long catalogId,
        String jid,
        List<Offer> offers,
        String reason,
        String askedBy,
        Instant askedAt,
        @JsonIgnore Instant untilAt,
        Instant toldAt) {}
