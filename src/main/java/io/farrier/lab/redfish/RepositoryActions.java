package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.SYSTEM;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Part;
import io.farrier.lab.device.Repository;
import io.farrier.lab.net.Response;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** DellSoftwareInstallationService: updates by a catalog, and what the device found in the last one. */
final class RepositoryActions {
    private static final String SERVICE = SYSTEM + "/Oem/Dell/DellSoftwareInstallationService";
    private static final String ACTION = SERVICE + "/Actions/DellSoftwareInstallationService.";
    private static final Set<String> SHARES = Set.of("HTTP", "HTTPS");

    private RepositoryActions() {}

    static void add(Routes routes) {
        routes.get(SERVICE, call -> Template.fill("dell-software-installation-service", Map.of()))
                .on("POST", ACTION + "InstallFromRepository", RepositoryActions::install)
                .on("POST", ACTION + "GetRepoBasedUpdateList", RepositoryActions::list);
    }

    /** {@code RebootNeeded:true} would have the device restart the host by itself; the lab's takes only false. */
    private static Response install(Call call) {
        UpdateActions.admit(call.device());
        ObjectNode body = call.body();
        String share = Call.required(body, "ShareType");
        if (!SHARES.contains(share)) {
            throw new Refused(400, Message.PROTOCOL_UNSUPPORTED);
        }
        boolean apply =
                switch (body.path("ApplyUpdate").asText("True")) {
                    case "True" -> true;
                    case "False" -> false;
                    default -> throw new Refused(400, Message.BAD_VALUE);
                };
        if (body.path("RebootNeeded").asBoolean(false)) {
            throw new Refused(400, Message.BAD_VALUE);
        }
        String folder = body.path("ShareName").asText("").replaceAll("^/|/$", "");
        String file = body.path("CatalogFile").asText("Catalog.xml");
        String uri = share.toLowerCase(Locale.ROOT) + "://" + Call.required(body, "IPAddress") + "/"
                + (folder.isEmpty() ? "" : folder + "/") + file;
        Job.Order order = new Job.Order(
                uri,
                file,
                true,
                call.user(),
                call.request().from(),
                call.device().clock().now());
        Job job = call.device().repository().submit(order, apply);
        return Response.empty(202).with("Location", JobResources.DELL_JOBS + "/" + job.id());
    }

    private static Response list(Call call) {
        List<Repository.Match> matches =
                call.device().repository().last().orElseThrow(() -> new Refused(400, Message.NO_REPOSITORY_JOB));
        if (matches.isEmpty()) {
            throw new Refused(400, Message.NOTHING_APPLIES);
        }
        ObjectNode answer = Bodies.info(call.device(), Message.OK);
        answer.put("PackageList", packageList(matches));
        return Bodies.json(200, answer);
    }

    private static String packageList(List<Repository.Match> matches) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("1.0");
            xml.writeStartElement("CIM");
            xml.writeAttribute("CIMVERSION", "2.0");
            xml.writeAttribute("DTDVERSION", "2.0");
            xml.writeStartElement("MESSAGE");
            xml.writeAttribute("ID", "4711");
            xml.writeAttribute("PROTOCOLVERSION", "1.0");
            xml.writeStartElement("SIMPLEREQ");
            for (Repository.Match match : matches) {
                instance(xml, match);
            }
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void instance(XMLStreamWriter xml, Repository.Match match) throws XMLStreamException {
        Part part = match.part();
        List<String> targets = part.fqdds().stream()
                .map(fqdd ->
                        new Inventory.Member(part, Inventory.Copy.INSTALLED, fqdd, part.name(), "", null).instance())
                .toList();
        String reboot =
                switch (part.kind()) {
                    case IDRAC -> "IDRAC";
                    case LC, DIRECT -> "NONE";
                    default -> "HOST";
                };
        xml.writeStartElement("VALUE.NAMEDINSTANCE");
        xml.writeStartElement("INSTANCENAME");
        xml.writeAttribute("CLASSNAME", "DCIM_RepoUpdateSWID");
        property(xml, "Criticality", match.criticality());
        property(xml, "DisplayName", part.name());
        property(xml, "BaseLocation", "");
        property(xml, "PackagePath", match.path());
        property(xml, "PackageName", match.file());
        property(xml, "PackageVersion", match.version());
        property(xml, "RebootType", reboot);
        property(xml, "JobID", match.job() == null ? "" : match.job());
        property(xml, "Target", targets.getFirst());
        property(xml, "ComponentID", part.packageComponentId());
        property(xml, "ComponentType", part.type());
        array(
                xml,
                "ComponentInfoValue",
                part.pciIds().map(Part.Pci::quad).stream().toList());
        array(xml, "ComponentInfoTarget", targets);
        array(
                xml,
                "ComponentInstalledVersion",
                targets.stream().map(t -> match.installed()).toList());
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void property(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeStartElement("PROPERTY");
        xml.writeAttribute("NAME", name);
        xml.writeAttribute("TYPE", "string");
        value(xml, value);
        xml.writeEndElement();
    }

    private static void array(XMLStreamWriter xml, String name, List<String> values) throws XMLStreamException {
        xml.writeStartElement("PROPERTY.ARRAY");
        xml.writeAttribute("NAME", name);
        xml.writeAttribute("TYPE", "string");
        xml.writeStartElement("VALUE.ARRAY");
        for (String value : values) {
            value(xml, value);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void value(XMLStreamWriter xml, String value) throws XMLStreamException {
        xml.writeStartElement("VALUE");
        xml.writeCharacters(value);
        xml.writeEndElement();
    }
}
