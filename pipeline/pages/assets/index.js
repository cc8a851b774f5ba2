if ($('meta[name="pipeline-mode"]').content === "served") {
  for (const button of $$("[data-accept]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const answer = await fetch("api/accept", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ documents: [button.dataset.accept] }) });
      button.textContent = answer.ok ? say("words.baseline_saved") : `${say("words.not_saved")}: ${await answer.text()}`;
      button.disabled = answer.ok;
    });
  }
}
