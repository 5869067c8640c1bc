"""Organisations' own patrols (单位防火巡查): when, by whom, how many items, how many of them abnormal."""
