/* Runs before Datasette's table.js, which reads this name; Datasette itself sets it in an inline script. */
var DATASETTE_ALLOW_FACET = document.getElementById("table-page").dataset.allowFacet === "true";

/* A click elsewhere closes an open menu of actions. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.actions-menu-links[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
