"""The regional fire-safety index (区域消防安全评价指标体系): indicators, checked weights, what-if."""
