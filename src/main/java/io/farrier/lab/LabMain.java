package io.farrier.lab;

import java.util.concurrent.CountDownLatch;

/** A lab as a process of its own: {@code --size=50 --speed=60 …}, or the same names as {@code -Dfarrier.lab.size}. */
public final class LabMain {
    private LabMain() {}

    public static void main(String[] args) throws InterruptedException {
        // Netty's way without sun.misc.Unsafe: new JDKs warn of the other.
        System.setProperty("io.netty.noUnsafe", System.getProperty("io.netty.noUnsafe", "true"));
        LabSettings settings;
        try {
            settings = LabOptions.read(args, System.getProperties());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Lab lab;
        try {
            lab = new Lab(settings).start();
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            lab.close();
            ended.countDown();
        }));
        System.out.println("The lab is ready: " + settings.size() + " servers from https://" + settings.firstAddress()
                + ":" + settings.httpsPort() + ", catalog " + lab.catalogUrl() + ", control " + lab.controlUrl()
                + (settings.clusters().any() ? ", vCenter " + lab.vcenter().url() : ""));
        ended.await();
    }
}
