"""What is counted and timed while the bot runs, for `/metrics`."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """Counters and gauges in a registry of their own; nothing in them names a person or a question."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.questions = Counter(
            "citewire_questions",
            "Questions by the way they came and what became of them.",
            ["path", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "citewire_answer_seconds",
            "Seconds from a question to its answer.",
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
            registry=self.registry,
        )
        self.articles = Gauge("citewire_articles", "Stored articles.", registry=self.registry)
        self.passages = Gauge("citewire_passages", "Stored passages.", registry=self.registry)
        self.lag = Gauge("citewire_index_lag", "Passages stored but not yet indexed.", registry=self.registry)
        self.gateway = Gauge("citewire_gateway_up", "1 while Discord is connected.", registry=self.registry)
        self.latency = Gauge(
            "citewire_gateway_latency_seconds", "Seconds a heartbeat takes.", registry=self.registry
        )
