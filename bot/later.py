"""What failed and is tried again: it waits ever more rounds, so that it doesn't hold up the rest."""


class Later:
    """Counts rounds, and knows what is not to be tried in this one; forgotten when the program ends."""

    def __init__(self) -> None:
        self._round = 0
        self._tries: dict[int, int] = {}
        self._until: dict[int, int] = {}

    def begin_round(self) -> None:
        """Let what has waited long enough be tried again."""
        self._round += 1

    def waits(self, number: int) -> bool:
        """Return whether something is left for a later round."""
        return self._until.get(number, 0) > self._round

    def put_off(self, number: int, rounds: tuple[int, int]) -> int:
        """Leave something for so many rounds, twice as many at each failure; return how many.

        `rounds` are those of the first time and the most.
        """
        tries = self._tries.get(number, 0)
        self._tries[number] = tries + 1
        wait = min(rounds[0] << min(tries, 20), rounds[1])
        self._until[number] = self._round + wait
        return wait

    def done(self, number: int) -> None:
        """Forget what succeeded."""
        self._tries.pop(number, None)
        self._until.pop(number, None)
