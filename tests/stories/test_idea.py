"""A person sees the idea: a GAN convinces its discriminator, a PCA forgets, a VAE tells."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from person import Person
from PySide6.QtWidgets import QCheckBox, QComboBox, QProgressBar, QSlider, QWidget

from genstudio.core.recipe import Recipe
from genstudio.runs import jobs
from genstudio.runs.library import Library
from genstudio.ui.explore.heat import Heat
from genstudio.ui.explore.kl_bars import KLBars
from genstudio.ui.widgets.histogram import Histogram
from genstudio.ui.widgets.picture import PictureView

GAN = Recipe(objective="nsgan", net="mlp", latent=8, width=4, steps=30, batch=16, threads=1)
PCA = Recipe(objective="pca", latent=16)
AE = Recipe(objective="ae", net="mlp", latent=4, width=4, steps=10, batch=16, threads=1)


@pytest.fixture
def person(open_window: Callable[[], Person]) -> Person:
    """A person whose library holds a GAN, a PCA and an autoencoder of the same digits."""
    library = Library()
    for name, recipe in (("My GAN", GAN), ("My PCA", PCA), ("My AE", AE)):
        for _ in jobs.train(library.create(recipe, name=name)):
            pass
    return open_window()


def explore(person: Person, run: str, fold: str) -> None:
    """Choose a run and unfold what its family is about."""
    if not person.sees(QComboBox, "Run to explore"):
        person.go_to("Explore")
    person.choose("Run to explore", run)
    person.wait(lambda: person.find(PictureView, "Picture here").count == 1)
    person.click(fold)


@pytest.mark.timeout(240)
def test_the_discriminator_is_convinced_and_the_way_back_is_one_undo(person: Person) -> None:
    explore(person, "My GAN", "The discriminator's eye")
    person.wait(lambda: person.reads("It takes this picture for more real than"))
    assert person.reads("“Make it more convincing” walks uphill")  # what am I seeing?
    heaps = person.find(Histogram, "Scores of real and of made pictures")
    before = heaps.value
    person.tick("Show where it looks")
    person.wait(lambda: person.sees(Heat, "Heat map over the picture"))
    person.wait(lambda: person.reads("Green speaks for real, orange against."))
    person.click("Make it more convincing")
    person.wait(lambda: person.reads(" → ") and person.reads(" in 150 steps."))
    person.wait(lambda: heaps.value > before)
    person.click("Undo")
    person.wait(lambda: abs(heaps.value - before) < 1e-4)
    assert person.find(QCheckBox, "Show where it looks").isChecked()

    person.choose("Run to explore", "Digits GAN")  # a bundled one: its discriminator is gone
    person.wait(lambda: person.reads("bundled models come without theirs"))
    assert not person.sees(Heat, "Heat map over the picture")
    assert not person.sees(QProgressBar, "asking the discriminator")


@pytest.mark.timeout(240)
def test_components_are_left_out_and_a_vae_tells_through_few_dimensions(person: Person) -> None:
    explore(person, "My PCA", "What the components keep")
    person.wait(lambda: person.reads("8 of 16 components keep"))
    person.wait(lambda: person.reads("A picture that it never trained on, brought to"))
    components = person.find(PictureView, "Mean picture and components")
    person.click(components, components.picture_rect(1).center().toPoint())
    person.wait(lambda: person.reads("7 of 16 components keep"))
    person.find(QSlider, "Components kept").setValue(3)
    person.wait(lambda: person.reads("3 of 16 components keep"))
    person.choose("Run to compare the reconstruction with", "Beside: My AE")
    person.wait(lambda: person.sees(PictureView, "From the other run"))

    person.choose("Run to explore", "Digits PCA")  # other pictures stand in for its own
    person.wait(lambda: person.reads("A picture, brought to a few numbers"))
    assert not person.reads("never trained on")

    explore(person, "Digits VAE", "What each dimension tells")
    bars = person.find(KLBars, "KL of each dimension")
    person.wait(lambda: person.reads("nats"))
    tab = person.window.rooms["explore"].tab
    last = tab.ideas.telling._ranking.order[-1]
    person.click(bars, bars.bar_rect(last).center().toPoint())
    person.wait(lambda: tab.panel.list.current == last)
    person.wait(lambda: person.find(PictureView, "A draw from p(x | z)").count == 1)
    assert person.find(QWidget, "KL of each dimension") is bars
