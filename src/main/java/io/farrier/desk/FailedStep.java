package io.farrier.desk;

import org.apache.camel.CamelContext;
import org.apache.camel.LineNumberAware;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.reifier.ProcessorReifier;
import org.apache.camel.spi.ProcessorFactory;

/**
 * Makes the steps of routes as Camel does, and remembers the innermost that could not be made. Camel's own message names
 * only the outermost, by a text that is cut off.
 */
final class FailedStep implements ProcessorFactory {

    private final ProcessorFactory camels;
    private NamedNode failed;

    FailedStep(ProcessorFactory camels) {
        this.camels = camels;
    }

    void forget() {
        failed = null;
    }

    String id() {
        return failed == null || !hasCustomId() ? null : failed.getId();
    }

    Integer line() {
        return failed instanceof LineNumberAware aware && aware.getLineNumber() > 0 ? aware.getLineNumber() : null;
    }

    private boolean hasCustomId() {
        return !(failed instanceof ProcessorDefinition<?> step) || step.hasCustomIdAssigned();
    }

    @Override
    public Processor createProcessor(Route route, NamedNode step) throws Exception {
        try {
            Processor made = camels.createProcessor(route, step);
            return made == null && step instanceof ProcessorDefinition<?> definition
                    ? ProcessorReifier.reifier(route, definition).createProcessor()
                    : made;
        } catch (Exception e) {
            if (failed == null) {
                failed = step;
            }
            throw e;
        }
    }

    @Override
    public Processor createChildProcessor(Route route, NamedNode step, boolean mandatory) throws Exception {
        return camels.createChildProcessor(route, step, mandatory);
    }

    @Override
    public Processor createProcessor(CamelContext context, String name, Object[] arguments) throws Exception {
        return camels.createProcessor(context, name, arguments);
    }
}
