"""`/sources`, `/privacy`, and the right to be forgotten."""


async def test_sources_lists_outlets_and_dates(alice, channel, read):
    result = await alice.slash(channel, "sources")

    assert result.ephemeral
    assert (
        read(result.response) == "**12 articles**\n- Daily Example: 12\n-# Published from <t:1710491400:D>."
    )


async def test_privacy_says_what_is_kept_and_for_how_long(alice, channel, read):
    result = await alice.slash(channel, "privacy")

    assert result.ephemeral
    assert "your question with your user number for 24 hours" in read(result.response)
    assert "your search for 7 days" in read(result.response)


async def test_a_member_can_have_their_questions_deleted(alice, bob, channel, memory, read):
    await alice.slash(channel, "ask", question="Nissan?")
    await bob.slash(channel, "ask", question="Honda?")
    shown = await alice.slash(channel, "privacy")
    pressed = await alice.click(shown.response, label="Delete my questions now")

    assert read(pressed.response) == "Your questions and searches are deleted."
    assert await memory.questions_in(channel.id) == ("Honda?",)
