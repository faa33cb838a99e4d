# The hub alone, for docker-compose.yml; build the jar before: mvn -q package -DskipTests
FROM eclipse-temurin:25-jre
# Carries IPMI's orders; without it the hub goes on without them.
RUN apt-get update && apt-get install -y --no-install-recommends ipmitool && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /farrier farrier && mkdir /farrier/data && chown farrier /farrier/data
USER farrier
WORKDIR /farrier
COPY target/farrier.jar .
COPY config config
COPY routes routes
COPY hawtio hawtio
VOLUME /farrier/data
EXPOSE 8080
ENTRYPOINT ["java", "-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED", \
            "--sun-misc-unsafe-memory-access=allow", "-Xmx512m", "-jar", "farrier.jar"]
