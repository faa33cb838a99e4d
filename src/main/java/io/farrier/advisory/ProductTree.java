package io.farrier.advisory;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code product_tree} of a CSAF document: every product that has an id, by its branches, by itself
 * ({@code full_product_names}), or as one on another ({@code relationships}).
 */
final class ProductTree {

    /** A branch on the way to a product; its category is the schema's, {@code product_version_range} for one. */
    private record Branch(String category, String name) {}

    /** @param at JSON pointer to it */
    record Product(String at, String name, List<Branch> path) {

        /** The names on the way to it without its version, then its own. */
        String says() {
            return path.stream()
                            .filter(branch -> !branch.category().startsWith("product_version"))
                            .map(Branch::name)
                            .collect(Collectors.joining(" / "))
                    + " / " + name;
        }

        /** What it says of its versions: the branch that does, else its name. */
        String versions() {
            return path.stream()
                    .filter(branch -> branch.category().startsWith("product_version"))
                    .map(Branch::name)
                    .reduce((first, last) -> last)
                    .orElse(name);
        }

        boolean isRange() {
            return path.stream().anyMatch(branch -> branch.category().equals("product_version_range"));
        }

        /**
         * The model of server, "R750"; null where none is named.
         *
         * @throws Refused where it names several: whose the version is could not be known
         */
        String model() {
            List<String> named = SERVER.matcher(says())
                    .results()
                    .map(hit -> hit.group(1))
                    .distinct()
                    .toList();
            if (named.isEmpty()) {
                named = path.stream()
                        .filter(branch -> branch.category().equals("product_name")
                                || branch.category().equals("product_family"))
                        .map(branch -> MODEL.matcher(branch.name().strip()))
                        .filter(Matcher::matches)
                        .map(hit -> hit.group(1))
                        .distinct()
                        .toList();
            }
            if (named.size() > 1) {
                throw Csaf.wrong(
                        at,
                        "it names several models at once (%s); each needs a branch of its own"
                                .formatted(String.join(", ", named)));
            }
            return named.isEmpty() ? null : named.getFirst();
        }
    }

    private static final Pattern SERVER = Pattern.compile("PowerEdge\\s+([A-Z]{1,3}\\d{3,4}[A-Za-z0-9]*)");
    private static final Pattern MODEL = Pattern.compile("(?:Dell\\s+)?(?:EMC\\s+)?([A-Z]{1,3}\\d{3,4}[A-Za-z0-9]*)");
    private static final int DEPTH = 30;

    private final Map<String, Product> products = new LinkedHashMap<>();
    private final Map<String, List<String>> groups = new HashMap<>();

    private ProductTree() {}

    /** @throws Refused with the JSON pointer of what is wrong */
    static ProductTree read(JsonNode tree) {
        ProductTree read = new ProductTree();
        read.branches(tree.path("branches"), "/product_tree/branches", List.of());
        JsonNode names = tree.path("full_product_names");
        for (int n = 0; n < names.size(); n++) {
            read.add(names.get(n), "/product_tree/full_product_names/" + n, List.of());
        }
        read.relationships(tree.path("relationships"));
        for (JsonNode group : tree.path("product_groups")) {
            List<String> ids = new ArrayList<>();
            group.path("product_ids").forEach(id -> ids.add(id.asText()));
            read.groups.put(group.path("group_id").asText(), ids);
        }
        if (read.products.isEmpty()) {
            throw Csaf.wrong("/product_tree", "it has no product");
        }
        return read;
    }

    /** @param at where it is named */
    Product byId(String id, String at) {
        Product found = products.get(id);
        if (found == null) {
            throw Csaf.wrong(at, "there is no product \"%s\" in the product_tree".formatted(id));
        }
        return found;
    }

    List<String> group(String id) {
        return groups.getOrDefault(id, List.of());
    }

    private void branches(JsonNode branches, String at, List<Branch> path) {
        if (path.size() > DEPTH) {
            throw Csaf.wrong(at, "it is deeper than %d branches".formatted(DEPTH));
        }
        for (int n = 0; n < branches.size(); n++) {
            JsonNode branch = branches.get(n);
            String here = at + "/" + n;
            List<Branch> longer = new ArrayList<>(path);
            longer.add(new Branch(Csaf.text(branch, "category", here), Csaf.text(branch, "name", here)));
            if (branch.has("product")) {
                add(branch.get("product"), here + "/product", longer);
            }
            branches(branch.path("branches"), here + "/branches", longer);
        }
    }

    private void relationships(JsonNode relationships) {
        for (int n = 0; n < relationships.size(); n++) {
            String here = "/product_tree/relationships/" + n;
            JsonNode relation = relationships.get(n);
            List<Branch> path = new ArrayList<>();
            for (String end : List.of("relates_to_product_reference", "product_reference")) {
                Product product = byId(Csaf.text(relation, end, here), here + "/" + end);
                path.addAll(product.path());
                path.add(new Branch("full_product_name", product.name()));
            }
            add(relation.path("full_product_name"), here + "/full_product_name", path);
        }
    }

    private void add(JsonNode product, String at, List<Branch> path) {
        String id = Csaf.text(product, "product_id", at);
        if (products.put(id, new Product(at, Csaf.text(product, "name", at), path)) != null) {
            throw Csaf.wrong(at + "/product_id", "\"%s\" is the id of another product already".formatted(id));
        }
    }
}
