package io.farrier.lab;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Fleet;
import io.farrier.lab.device.LabClock;
import io.farrier.lab.device.Models;
import io.farrier.lab.device.Store;
import io.farrier.lab.ipmi.IpmiDoor;
import io.farrier.lab.net.Door;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Identities;
import io.farrier.lab.net.Loops;
import io.farrier.lab.ome.Enterprise;
import io.farrier.lab.redfish.Chassis;
import io.farrier.lab.vcenter.VirtualCenter;
import io.farrier.lab.vendor.VendorSite;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A simulated fleet on loopback: virtual iDRACs each on its own address, a vendor's download site, and a control door. It
 * knows nothing of its clients.
 */
public final class Lab implements AutoCloseable {
    private final LabSettings settings;
    private final Loops loops = new Loops();
    private final Store store;
    private final Identities identities;
    private final SshDoors ssh;
    private final int ipmiDoors;
    private final List<Place> places = new ArrayList<>();
    private final List<Door> doors = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private LabClock clock;
    private VendorSite vendor;
    private Enterprise enterprise;
    private VirtualCenter vcenter;

    public Lab(LabSettings settings) {
        this.settings = settings;
        Path folder = settings.dataDir();
        this.store = new Store(folder == null ? null : folder.resolve("devices"));
        this.identities = new Identities(folder == null ? null : folder.resolve("certificates"), settings.siteCa());
        this.ipmiDoors = settings.ipmiPort() == 0 ? 0 : OpenFiles.share("IPMI", 4, settings.size());
        this.ssh = new SshDoors(folder == null ? null : folder.resolve("host-keys"), settings);
    }

    /** Starts everything; when it returns clients can connect. */
    public synchronized Lab start() {
        if (clock != null) {
            throw new IllegalStateException("This lab has been started already.");
        }
        try {
            clock = new LabClock(settings.speed(), store.reached().orElse(null));
            Models models = Models.load();
            vendor = new VendorSite(models, settings.siteAddress() + ":" + settings.vendorPort());
            site(vendor, settings.vendorPort());
            servers(models);
            ssh.opened();
            manage();
            virtualize();
            site(new ControlDoor(this), settings.controlPort());
            store.begin(clock);
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The URLs of everything that the vendor offers but the catalog. */
    public List<String> packageUrls() {
        String base = "http://" + settings.siteAddress() + ":" + settings.vendorPort();
        return vendor.paths().stream()
                .filter(path -> !path.equals(VendorSite.CATALOG))
                .map(path -> base + path)
                .toList();
    }

    private void site(Endpoint endpoint, int port) {
        Door door = new Door(loops, new InetSocketAddress(settings.siteAddress(), port), null, endpoint);
        doors.add(door);
        door.open();
    }

    /** An OME beside the vendor's site, over all servers. */
    private void manage() {
        enterprise = new Enterprise(List.copyOf(devices), settings.user(), settings.password());
        String address = settings.siteAddress();
        Door door = new Door(
                loops,
                new InetSocketAddress(address, settings.httpsPort()),
                identities.of(address, "OME" + address.replace(".", ""), address)::server,
                enterprise);
        doors.add(door);
        door.open();
    }

    /** A vCenter on the address after the vendor's site, where it has clusters. */
    private void virtualize() {
        if (!settings.clusters().any()) {
            return;
        }
        String address = Addresses.from(settings.siteAddress(), 2).getLast();
        vcenter = new VirtualCenter(
                settings.clusters(),
                List.copyOf(devices),
                settings.password(),
                loops,
                new InetSocketAddress(address, settings.httpsPort()),
                identities.of(address, "VC" + address.replace(".", ""), address)::server);
        vcenter.open();
    }

    private void servers(Models models) {
        List<String> addresses = Addresses.from(settings.firstAddress(), settings.size() + settings.chassis());
        for (String address : settings.deviceFaults().keySet()) {
            if (!addresses.subList(0, settings.size()).contains(address)) {
                throw new IllegalArgumentException("The lab has no server at " + address + " to give a fault to.");
            }
        }
        Fleet fleet = new Fleet(
                models,
                clock,
                settings.timing(),
                settings.seed(),
                settings.behind(),
                settings.older(),
                settings.user(),
                settings.password(),
                store);
        for (int n = 0; n < settings.size(); n++) {
            Device device = fleet.device(n, addresses.get(n), settings.httpsPort());
            devices.add(device);
            faults(device);
            Place place = new Place(loops, identities, device, Web.of(device), ssh.door(loops, device), ipmi(device));
            places.add(place);
            device.listen(place);
        }
        for (String address : addresses.subList(settings.size(), addresses.size())) {
            Door door = new Door(
                    loops,
                    new InetSocketAddress(address, settings.httpsPort()),
                    identities.of(address, "MX" + address.replace(".", ""), address)::server,
                    new Chassis(settings.user(), settings.password()));
            doors.add(door);
            door.open();
        }
    }

    /** Null for a server that is one too many, and where there is to be none. */
    private IpmiDoor ipmi(Device device) {
        return device.plate().number() < ipmiDoors ? new IpmiDoor(loops, device, settings.ipmiPort()) : null;
    }

    private void faults(Device device) {
        settings.faults().forEach((fault, likely) -> {
            long own = settings.seed() * 7_919
                    + fault.ordinal() * 104_729L
                    + device.plate().number();
            if (new SplittableRandom(own).nextDouble() < likely) {
                device.fault(fault, true, null);
            }
        });
        for (Fault fault : settings.deviceFaults().getOrDefault(device.address(), List.of())) {
            device.fault(fault, true, null);
        }
    }

    public LabSettings settings() {
        return settings;
    }

    public List<Device> devices() {
        return List.copyOf(devices);
    }

    public Device device(String address) {
        return devices.stream()
                .filter(device -> device.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The lab has no server at " + address + "."));
    }

    public LabClock clock() {
        return clock;
    }

    /** The OpenManage Enterprise over all servers. */
    public Enterprise enterprise() {
        return enterprise;
    }

    public String enterpriseUrl() {
        return "https://" + settings.siteAddress() + ":" + settings.httpsPort();
    }

    /**
     * The vCenter over the servers.
     *
     * @throws IllegalArgumentException where this lab has none
     */
    public VirtualCenter vcenter() {
        if (vcenter == null) {
            throw new IllegalArgumentException(
                    "This lab has no vCenter: start it with --clusters=2, or as many as you like.");
        }
        return vcenter;
    }

    /** The CA's certificate, PEM; null where devices sign for themselves. */
    public String authorityPem() {
        return identities.authorityPem();
    }

    /** Gives a device another certificate, now. */
    void renewIdentity(Device device) {
        places.stream().filter(place -> place.isOf(device)).forEach(Place::renewIdentity);
    }

    /** Where the vendor's catalog is. */
    public String catalogUrl() {
        return "http://" + settings.siteAddress() + ":" + settings.vendorPort() + VendorSite.CATALOG;
    }

    public String controlUrl() {
        return "http://" + settings.siteAddress() + ":" + settings.controlPort() + "/lab";
    }

    @Override
    public synchronized void close() {
        places.forEach(Place::close);
        ssh.close();
        doors.forEach(Door::close);
        if (vcenter != null) {
            vcenter.close();
        }
        if (clock != null) {
            clock.close();
        }
        store.close();
        loops.close();
    }
}
