package io.farrier.transport;

/**
 * Whether the Lifecycle Controller takes updates now ({@code GetRemoteServicesAPIStatus}).
 *
 * @param lcStatus Ready, InUse, ReloadingData, InRecovery, Disabled, NotInitialized
 * @param serverStatus PoweredOff, InPOST, OutOfPOST, CollectingSystemInventory …
 * @param status Ready, NotReady
 */
public record Readiness(String lcStatus, String serverStatus, String status) implements Answer {}
